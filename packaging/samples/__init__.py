"""The sample pictures, drawn from nothing: no photograph and no picture of anybody else went into them."""
