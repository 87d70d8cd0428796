"""The domain: pure functions from a document to a result. No I/O, no clock, no language."""
