"""The rules that every stack of LexFix is held to."""
