"""From a result to blocks, and from blocks to page, HTML, PDF, spreadsheet and terminal."""
