"""LexFix, the application, on any platform."""
