"""The resource types that the stand-in knows, one file per area of AWS."""
