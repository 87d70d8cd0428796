"""A segmentation evaluation's result as blocks, part by part, and as one report."""
