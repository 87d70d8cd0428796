"""The steps of a segmentation evaluation."""
