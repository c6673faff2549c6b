"""Every answer that is not a result has the same shape: a code, and a kind sentence."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from . import reports
from .errors import Refusal

log = structlog.get_logger()
_INCOMPLETE = {"code": "bad_request", "message": "That request was not complete. Please try again."}
_UNKNOWN = {"code": "bad_request", "message": "That did not work."}
_FAILED = {"code": "error", "message": "Something went wrong here. Please try again."}


def answer_kindly(app: FastAPI) -> None:
    """Turn refusals, incomplete requests and failures of `app` into `{"code", "message"}`."""

    @app.exception_handler(Refusal)
    async def refused(_: Request, refusal: Refusal) -> JSONResponse:
        return JSONResponse({"code": refusal.code, "message": refusal.message}, refusal.status, refusal.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        problems = error.errors()
        if any(problem["type"] == "string_unicode" for problem in problems):
            return await refused(request, Refusal("text_not_usable"))
        missing = {str(problem["loc"][-1]) for problem in problems if problem["type"] == "missing"}
        if "audio" in missing:
            return await refused(request, Refusal("empty_audio"))
        if "text" in missing:
            return await refused(request, Refusal("no_text"))
        return JSONResponse(_INCOMPLETE, 422)

    @app.exception_handler(HTTPException)
    async def http_problem(request: Request, error: HTTPException) -> JSONResponse:
        if isinstance(error.__cause__, Refusal):  # raised while the body was read
            return await refused(request, error.__cause__)
        return JSONResponse(_UNKNOWN, error.status_code, error.headers)

    @app.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> JSONResponse:
        log.error("request_failed", exc_info=error)
        reports.capture(error)
        return JSONResponse(_FAILED, 500)
