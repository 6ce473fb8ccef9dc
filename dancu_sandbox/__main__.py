"""`dancu` as a program: it runs the command line, or says what is missing to run it."""

import sys


def main() -> None:
    """Run the command line; exit 2 with what to install where the sandbox's own dependencies are not."""
    try:
        from dancu_sandbox.command_line import dancu  # noqa: PLC0415 - it needs what may not be installed
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in {"dancu_sandbox", "mock_national_db", "mock_sectoral_dbs"}:
            raise
        _say_what_to_install(error.name)
        sys.exit(2)
    dancu(prog_name="dancu")


def _say_what_to_install(missing: str | None) -> None:
    print(  # noqa: T201 - what prints beautifully is what is missing
        f"Thiếu {missing}: hãy cài phần sandbox bằng lệnh  pip install 'dancu-sandbox[sandbox]'\n"
        f"{missing} is missing: install the sandbox with  pip install 'dancu-sandbox[sandbox]'",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
