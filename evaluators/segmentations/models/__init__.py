"""Ways of finding segments in customers' fields, each with a plain description that assigns anybody."""
