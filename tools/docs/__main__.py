"""Write the reference pages, or with `--check` say which of them no longer match the code."""

import sys

from tools.docs.pages import pages


def main(words: list[str]) -> int:
    """Return 1 where a check finds a page that is missing or stale."""
    stale = [page for page in pages() if not page.path.exists() or page.path.read_text("utf-8") != page.text]
    for page in stale:
        if "--check" in words:
            print(f"{page.path.name} does not match the code. Run: ./baluarte dev docs")
        else:
            page.path.parent.mkdir(parents=True, exist_ok=True)
            page.path.write_text(page.text, "utf-8")
            print(f"wrote {page.path.name}")
    return 1 if stale and "--check" in words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
