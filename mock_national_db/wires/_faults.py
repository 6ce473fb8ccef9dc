"""What is wrong with a request of the wires: a code, the SOAP side at fault, and a sentence in two languages."""

from __future__ import annotations

from mock_national_db.wires._notes import noted
from mock_national_db.wires._text import escaped
from mock_national_db.wires.wire import Reply

XML = "application/xml; charset=utf-8"
TEXT_XML = "text/xml; charset=utf-8"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"

_TEXTS = {
    "not_xml": ("Nội dung không phải XML đúng khuôn dạng.", "The body is not well-formed XML."),
    "doctype": ("XML không được có DOCTYPE hay thực thể.", "A DOCTYPE or entity is not allowed in this XML."),
    "not_soap": ("Không phải phong bì SOAP 1.1 có Body.", "Not a SOAP 1.1 envelope with a Body."),
    "no_operation": ("Body không có thao tác nào.", "The Body holds no operation."),
    "namespace": (
        "Không gian tên của thao tác phải là http://dancuquocgia.bca hoặc http://gtel.vn/qldc.",
        "The operation's namespace must be http://dancuquocgia.bca or http://gtel.vn/qldc.",
    ),
    "not_offered": ("Thao tác {what} không được cung cấp.", "The operation {what} is not offered."),
    "no_such_form": ("Không có dạng tra cứu {what}.", "There is no such form as {what}."),
    "no_number": ("Thiếu SoDinhDanh hoặc SoCMND.", "SoDinhDanh or SoCMND is missing."),
    "personal_number": ("SoDinhDanh phải gồm đúng 12 chữ số.", "SoDinhDanh must be exactly 12 digits."),
    "old_number": ("SoCMND phải gồm đúng 9 chữ số.", "SoCMND must be exactly 9 digits."),
    "no_name": ("Thiếu HoVaTen.", "HoVaTen is missing."),
    "long_name": ("HoVaTen dài quá 100 ký tự.", "HoVaTen is longer than 100 characters."),
    "no_birth": (
        "Thiếu NgayThangNamSinh (NgayThangNam hoặc Nam).",
        "NgayThangNamSinh (NgayThangNam or Nam) is missing.",
    ),
    "birth": (
        "Ngày sinh không có thật hoặc sai định dạng; dùng YYYYMMDD, YYYY-MM-DD, dd/MM/yyyy, YYYY-MM hoặc YYYY.",
        "No such birth date, or not one of the forms YYYYMMDD, YYYY-MM-DD, dd/MM/yyyy, YYYY-MM, YYYY.",
    ),
    "order": ("Phần tử {what} thừa hoặc sai thứ tự.", "The element {what} is unknown or out of order."),
    "required": ("Thiếu phần tử {what}.", "The element {what} is missing."),
    "long_request": ("MaYeuCau dài quá 40 ký tự.", "MaYeuCau is longer than 40 characters."),
    "unknown_code": ("Không có mã {what} này.", "There is no such code of {what}."),
    "unknown_unit": (
        "Không có đơn vị hành chính {what} này vào ngày đó, hoặc không thuộc đơn vị cấp trên đã nêu.",
        "There is no such unit {what} on that day, or it is not part of the unit above it that was named.",
    ),
    "ages": (
        "TuTuoi và DenTuoi phải là số nguyên từ 0 đến 150, TuTuoi không lớn hơn DenTuoi.",
        "TuTuoi and DenTuoi must be whole numbers from 0 to 150, TuTuoi not above DenTuoi.",
    ),
    "paging": (
        "paging sai ở {what}: Trang từ 1, SoBanGhi từ 1 đến 1000, TiepTheo đúng như câu trả lời trước.",
        "paging is wrong at {what}: Trang from 1, SoBanGhi from 1 to 1000, TiepTheo as the answer before told it.",
    ),
    "no_job": ("Không có yêu cầu danh sách nào mang mã này.", "There is no list request of that code."),
    "job_taken": (
        "MaYeuCau này đã dùng cho một yêu cầu danh sách khác.",
        "That MaYeuCau was used for another list request.",
    ),
    "job_not_done": (
        "Yêu cầu chưa xử lý xong; trạng thái thay đổi theo đồng hồ của không gian làm việc.",
        "The request is not done yet; its state moves with the workspace's clock.",
    ),
    "job_deleted": ("Yêu cầu đã bị xóa.", "The request was deleted."),
    "method": ("Chỉ nhận {what}.", "Only {what} is accepted."),
    "not_json": ("Nội dung không phải một đối tượng JSON.", "The body is not a JSON object."),
    "unauthorised": ("Sai hoặc thiếu thông tin xác thực: {what}.", "Wrong or missing credentials: {what}."),
    "forbidden": ("Không có quyền dùng dịch vụ {what}.", "Not entitled to the service {what}."),
}
_FAULT = (
    DECLARATION + f'<soapenv:Envelope xmlns:soapenv="{SOAP}"><soapenv:Header/><soapenv:Body><soapenv:Fault>'
    "<faultcode>soapenv:{side}</faultcode><faultstring>{text}</faultstring>"
    '<detail><sandbox:code xmlns:sandbox="urn:dancu:wire">{code}</sandbox:code></detail>'
    "</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
)


class WireFault(Exception):
    """A request that cannot be answered; `what` names the part of it, never a value of a citizen."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what

    @property
    def text(self) -> str:
        """Vietnamese / English."""
        return " / ".join(text.format(what=self.what) for text in _TEXTS[self.code])


def soap_fault(
    fault: WireFault, *, status: int = 500, content_type: str = XML, side: str = "Client", notes: tuple[str, ...] = ()
) -> Reply:
    """A SOAP 1.1 Fault with the prefixes that clients read literally (wire.md A.4)."""
    body = _FAULT.format(side=side, text=escaped(fault.text), code=fault.code)
    return Reply(status, body.encode(), content_type, noted((*notes, "synthetic: fault")))
