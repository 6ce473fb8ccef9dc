"""The counter: an officer verifies a persona, or anybody typed, and reads what each answer means."""

import json
from collections.abc import Iterator
from typing import Any

import dancu_contracts
import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.running import program, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running("--data", tmp_path_factory.mktemp("counter"), "--population", "200") as found:
        yield found


@pytest.fixture(scope="module")
def citizen(url: str) -> dict[str, str]:
    """Somebody of the drawn population, with a whole birth date and a record to compare with."""
    people = httpx.get(f"{url}/_sandbox/citizens", params={"limit": 20, "all": "1"}).json()["items"]
    found: dict[str, str] = next(one for one in people if len(one["ngaySinh"]) == 10 and one["ngaySinh"][8:] > "12")
    return found


@pytest.fixture
def counter(page: Page, url: str) -> Page:
    """The page, ready."""
    page.goto(url)
    expect(page.locator("#personas button").first).to_be_visible()
    return page


def _personas() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(program("personas", "--json").stdout)
    return found


def _type(page: Page, citizen: dict[str, str], **other: str) -> None:
    said = {**citizen, **other}
    page.get_by_label("Số định danh cá nhân").fill(said["soDinhDanh"])
    page.get_by_label("Họ, chữ đệm và tên").fill(said["hoVaTen"])
    page.get_by_label("Ngày sinh").fill(said["ngaySinh"])


def _match(page: Page, claim: str, word: str) -> None:
    expect(page.locator(f'[data-match="{claim}:{word}"]')).to_be_visible()


def test_a_persona_is_found_by_words_chosen_and_verified(counter: Page) -> None:
    persona = _personas()[0]
    counter.get_by_label("Tìm theo tên, số hoặc lý do").fill(persona["soDinhDanh"])
    expect(counter.locator("#personas button")).to_have_count(1)
    counter.locator("#personas button").click()
    expect(counter.get_by_label("Số định danh cá nhân")).to_have_value(persona["soDinhDanh"])
    expect(counter.locator("#reason")).to_contain_text(persona["title"])
    expect(counter.locator("#reason")).to_contain_text(persona["reason"])
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#verdict")).to_have_text("Đúng: đã xác minh")
    expect(counter.locator("#matches li")).to_have_count(2)


def test_a_typed_citizen_is_verified_by_the_keyboard_alone(counter: Page, citizen: dict[str, str]) -> None:
    _type(counter, citizen)
    counter.keyboard.press("Enter")
    expect(counter.locator("#verdict")).to_have_text("Đúng: đã xác minh")
    _match(counter, "hoVaTen", "match")
    counter.locator("#tab-json").focus()
    counter.keyboard.press("ArrowRight")
    expect(counter.locator("#panel-curl")).to_be_visible()
    expect(counter.locator("#tab-curl")).to_be_focused()


def test_each_answer_is_explained(counter: Page, citizen: dict[str, str]) -> None:
    year, month, day = citizen["ngaySinh"].split("-")
    _type(counter, citizen, hoVaTen="Phạm Khác Hẳn", ngaySinh=year)
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#verdict")).to_have_text("Không xác minh được")
    _match(counter, "hoVaTen", "mismatch")
    _match(counter, "ngaySinh", "partial")
    expect(counter.locator("#matches")).to_contain_text("Không khớp với sổ.")
    expect(counter.locator("#matches")).to_contain_text("chỉ biết năm")
    _type(counter, citizen, ngaySinh=f"{day}/{month}/{year}")
    counter.get_by_role("button", name="Xác minh").click()
    _match(counter, "ngaySinh", "match")


def test_an_answer_goes_when_the_question_changes(counter: Page, citizen: dict[str, str]) -> None:
    _type(counter, citizen)
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#verdict")).to_be_visible()
    counter.get_by_label("Họ, chữ đệm và tên").fill("Ai Khác")
    expect(counter.locator("#answer")).to_be_hidden()


def test_more_may_be_claimed_by_code_and_by_part(counter: Page, citizen: dict[str, Any]) -> None:
    _type(counter, citizen)
    counter.get_by_label("Thêm thông tin").select_option("gioiTinh")
    counter.get_by_label("Giới tính", exact=True).select_option(citizen["gioiTinh"])
    counter.get_by_label("Thêm thông tin").select_option("thuongTru")
    counter.get_by_role("group", name="Nơi thường trú").get_by_label("Mã phường, xã").fill("00000")
    counter.get_by_role("button", name="Xác minh").click()
    _match(counter, "gioiTinh", "match")
    _match(counter, "thuongTru", "mismatch")
    counter.get_by_role("button", name="Bỏ: Nơi thường trú").click()
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#verdict")).to_have_text("Đúng: đã xác minh")


def test_what_was_sent_and_received_can_be_read_also_on_the_real_wire(counter: Page, citizen: dict[str, str]) -> None:
    _type(counter, citizen)
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#panel-json")).to_contain_text(f'"soDinhDanh": "{citizen["soDinhDanh"]}"')
    counter.get_by_role("tab", name="curl").click()
    expect(counter.locator("#panel-curl")).to_contain_text("/population/v1/verify")
    counter.get_by_role("tab", name="SOAP 037").click()
    expect(counter.locator("#panel-soap")).to_contain_text("TraCuuThongTinCongDan")
    expect(counter.locator("#panel-soap")).to_contain_text("CongdanCollection")
    assert citizen["soDinhDanh"] not in counter.url


def test_another_registry_is_asked_without_the_real_wire(counter: Page, citizen: dict[str, str]) -> None:
    _type(counter, citizen)
    counter.get_by_label("Cơ sở dữ liệu", exact=True).select_option("tax")
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#panel-json")).to_contain_text('"outcome"')
    expect(counter.locator("#tab-soap")).to_be_hidden()


def test_the_page_speaks_english_and_remembers_it(counter: Page, citizen: dict[str, str]) -> None:
    _type(counter, citizen)
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#verdict")).to_have_text("Đúng: đã xác minh")
    counter.get_by_role("button", name="English").click()
    expect(counter.get_by_role("heading", level=1)).to_have_text("Verify a citizen")
    expect(counter.locator("#verdict")).to_have_text("Yes: verified")
    expect(counter.locator("#matches")).to_contain_text("Agrees with the register.")
    assert counter.locator("html").get_attribute("lang") == "en"
    counter.reload()
    expect(counter.get_by_role("heading", level=1)).to_have_text("Verify a citizen")


def test_the_dead_are_not_verified_and_it_is_said_why(counter: Page) -> None:
    counter.locator('[data-persona="P26"]').click()
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#verdict")).to_have_text("Không xác minh được")
    expect(counter.locator("#outcome")).to_contain_text("đã chết theo sổ")


def test_nobody_is_said_to_be_nobody(counter: Page, citizen: dict[str, str]) -> None:
    _type(counter, citizen, soDinhDanh="055000000000")
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#outcome")).to_have_text("Không có ai mang số hoặc khóa này.")


def test_what_is_wrong_with_the_form_is_said_where_it_is_wrong(counter: Page, citizen: dict[str, str]) -> None:
    _type(counter, citizen, soDinhDanh="123")
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.get_by_role("alert")).to_contain_text("12 chữ số")
    expect(counter.get_by_label("Số định danh cá nhân")).to_be_focused()
    _type(counter, citizen, ngaySinh="mùa xuân")
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.get_by_label("Ngày sinh")).to_be_focused()
    counter.get_by_role("button", name="Xóa trắng").click()
    expect(counter.get_by_label("Số định danh cá nhân")).to_have_value("")
    expect(counter.get_by_role("alert")).to_be_hidden()


def test_the_clock_of_the_workspace_is_shown(page: Page, url: str) -> None:
    httpx.put(f"{url}/w/later/_sandbox/clock", json={"now": "2027-06-01"}).raise_for_status()
    page.goto(f"{url}/w/later/")
    expect(page.locator("#clock")).to_have_text("2027-06-01 08:00")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (768, 1024), (1600, 1000)])
def test_the_page_fits_any_screen(counter: Page, citizen: dict[str, str], width: int, height: int) -> None:
    counter.set_viewport_size({"width": width, "height": height})
    _type(counter, citizen)
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#verdict")).to_be_visible()
    overflowing = counter.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflowing == 0


def test_a_server_that_is_gone_is_said_to_be_gone(counter: Page, citizen: dict[str, str]) -> None:
    _type(counter, citizen)
    counter.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('gone')); }")
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.get_by_role("alert")).to_contain_text("Không kết nối được")


def test_what_was_refused_is_said_again_in_the_tongue_chosen(counter: Page) -> None:
    counter.get_by_role("button", name="Xác minh").click()
    expect(counter.locator("#fault")).to_have_text("Số định danh cá nhân gồm 12 chữ số.")
    counter.get_by_role("button", name="English").click()
    expect(counter.locator("#fault")).to_have_text("A personal number has 12 digits.")
    expect(counter.locator("#number")).to_have_attribute("aria-invalid", "true")
    counter.get_by_label("Personal number").fill("0")
    expect(counter.locator("#fault")).to_be_hidden()


def test_descriptions_stand_folded_under_their_ministries_by_title(counter: Page) -> None:
    links = counter.locator("footer a")
    expect(links.first).to_be_hidden()
    counter.locator("footer summary").click()
    expect(links).to_have_count(len(dancu_contracts.registries()))
    expect(counter.get_by_role("link", name="Cơ sở dữ liệu thuế")).to_have_attribute("href", "tax/openapi.json")
    owners = counter.locator("#described dt").all_inner_texts()
    assert len(owners) == len({*owners}) < len(dancu_contracts.registries()) / 2
    counter.set_viewport_size({"width": 390, "height": 800})
    assert counter.evaluate("document.documentElement.scrollWidth") == 390
