"""The commands of the shell, one module for each kind of work; ``cli.py`` reads the command line and runs them."""
