"""The segmentation engine: customers as arrays in; labels, rules and measured criteria out."""
