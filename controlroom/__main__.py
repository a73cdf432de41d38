"""`python -m controlroom`: the command line, without an installed script.

Owns: nothing. Law: the same as `controlroom`.
"""

from controlroom.cli import main

if __name__ == "__main__":
    main()
