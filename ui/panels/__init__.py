"""One module for each step or section of a page: shows it, and turns what the user does into edits."""
