"""An invented borough for trying the product out."""
