"""Why a register is asked: the law allows no question without a declared purpose."""

from dataclasses import dataclass, field

from dancu_connectors.errors import InvalidRequest


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """For which procedure (slug or TTHC code, e.g. "1.004222"), by which officer, in which dossier."""

    procedure: str
    officer: str | None = field(default=None, repr=False)  # some agencies use his personal number
    dossier: str | None = None

    def __post_init__(self) -> None:
        told = (self.procedure, self.officer, self.dossier)
        if not all(isinstance(words, str | None) for words in told):
            raise InvalidRequest(
                "Thủ tục, cán bộ và hồ sơ của mục đích là chuỗi.",
                "A purpose's procedure, officer and dossier are texts.",
                pointer="/purpose",
            )
        if not self.procedure or not self.procedure.strip():
            raise InvalidRequest(
                "Mục đích nêu một thủ tục: định danh, hoặc mã TTHC như 1.004222.",
                "A purpose names a procedure: its slug, or its TTHC code such as 1.004222.",
                pointer="/purpose/procedure",
            )

    def as_json(self) -> dict[str, str]:
        """What the uniform service is told; what is not given is left out."""
        told = {"procedure": self.procedure, "officer": self.officer, "dossier": self.dossier}
        return {name: value for name, value in told.items() if value is not None}
