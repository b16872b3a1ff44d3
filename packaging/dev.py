"""The one command for a checkout: makes its environment, then runs, tests, measures or photographs vividdesk.

Any Python 3 must be able to read this module and `interpreter`, if only to say that it is too old.
"""

import sys

import interpreter


def main(words: "list[str]") -> int:
    name, words = interpreter.chosen(words)
    path = interpreter.find(name) if name else ""
    if name and not path:
        print(interpreter.unknown(name), file=sys.stderr)
        return 2
    if path:
        return interpreter.become([path, __file__, *words])
    version = sys.version_info[:2]
    if interpreter.too_old(version):
        print(interpreter.refusal(version), file=sys.stderr)
        return 2
    import commands

    return commands.main(words)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
