"""LexFix's platform on AWS: one component per noun, put together by ``platform.AwsPlatform``."""
