"""What a segmentation is measured by: each raw value between what chance gives and the best that can be had."""
