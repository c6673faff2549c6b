"""The HTTP service."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import anyio.to_thread
import structlog
from fastapi import BackgroundTasks, FastAPI, Form, Response, UploadFile
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.utils import suppress_instrumentation

from . import measures, problems, reports
from .access import AccessLog
from .audio import LARGEST_BYTES, decode
from .errors import Refusal
from .limits import BodyLimit
from .schemas import HealthOut, ProblemOut, PronunciationOut, SpeechIn
from .scoring import Assessment, Scorer
from .settings import Settings
from .speech import read_aloud
from .state import State
from .turns import Turns

log = structlog.get_logger()
_LONGEST_TEXT = 200
_NOT_TEXT = re.compile(r"[\0\ud800-\udfff]|í[\xa0-\xbf][\x80-\xbf]")
"""NUL, and half of a surrogate pair. A form's bytes that are no UTF-8 arrive as Latin-1, in which such a half is an í
and two signs."""
_FORM_BYTES = 64 * 1024
"""Room in a body for the form around the recording."""
_PROBLEMS: dict[int | str, dict[str, object]] = {
    code: {"model": ProblemOut, "description": description}
    for code, description in ((413, "Too large"), (422, "Cannot be used"), (503, "Still starting, or busy"))
}


class Service:
    """What the endpoints share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.state = State(settings)
        self.turns = Turns(settings.scores_at_once, settings.longest_queue)
        self.scorer: Scorer | None = None

    def load(self) -> Scorer:
        """Read the model and score once, unmeasured, so that the first learner does not wait for it."""
        scorer = Scorer(self.settings.model_folder)
        with suppress_instrumentation():
            scorer.warm_up()
        return scorer


def _assess(scorer: Scorer, data: bytes, text: str) -> Assessment:
    with measures.stage("decode", scorer.model.version):
        samples = decode(data)
    return scorer.score(samples, text)


def _checked(text: str) -> str:
    if _NOT_TEXT.search(text):
        raise Refusal("text_not_usable")
    if not text.strip():
        raise Refusal("no_text")
    if len(text) > _LONGEST_TEXT:
        raise Refusal("text_too_long")
    return text


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; the model loads in the background while /health says 503."""
    settings = settings or Settings()
    service = Service(settings)
    measures.watch_queue(service.turns.waiting)

    async def load() -> None:
        try:
            service.scorer = await anyio.to_thread.run_sync(service.load)
        except Exception as error:
            log.exception("model_not_loaded")
            reports.capture(error)
            raise
        log.info("ready", model=service.scorer.model.version, release=settings.lexfix_version)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await service.state.start()
        app.state.loading = asyncio.create_task(load())
        yield
        app.state.loading.cancel()
        await service.state.stop()

    app = FastAPI(title="LexFix speech", version=settings.lexfix_version, lifespan=lifespan)
    app.add_middleware(BodyLimit, largest=LARGEST_BYTES + _FORM_BYTES)
    app.add_middleware(AccessLog, quiet="/health")
    FastAPIInstrumentor.instrument_app(app, excluded_urls="/health$", exclude_spans=["receive", "send"])

    problems.answer_kindly(app)

    @app.get("/health", responses={503: {"model": HealthOut}})
    async def health(response: Response) -> HealthOut:
        """Whether the model is loaded; a database that is away is named and does not make the service unhealthy."""
        version, stores = settings.lexfix_version, service.state.statuses()
        if service.scorer is None:
            response.status_code = 503
            return HealthOut(status="starting", model=None, version=version, stores=stores)
        return HealthOut(status="ok", model=service.scorer.model.version, version=version, stores=stores)

    @app.post("/v1/pronunciation", responses=_PROBLEMS)
    async def pronunciation(audio: UploadFile, text: Annotated[str, Form()]) -> PronunciationOut:
        """Score a recording (WAV, WebM, Ogg or MP4, up to 15 s and 5 MB) against the phrase in `text`."""
        if service.scorer is None:
            raise Refusal("starting")
        checked = _checked(text)
        data = await audio.read()
        assessment = await service.turns.take(_assess, service.scorer, data, checked)
        service.state.remember(assessment)
        measures.scored(assessment.duration_seconds, assessment.outcome, assessment.score)
        log.info(
            "scored",
            seconds=assessment.duration_seconds,
            outcome=assessment.outcome,
            score=assessment.score,
            words=len(assessment.words),
        )
        return PronunciationOut.model_validate(assessment)

    @app.post("/v1/speech", response_class=Response, responses={200: {"content": {"audio/wav": {}}}, **_PROBLEMS})
    async def speech(wanted: SpeechIn, background: BackgroundTasks) -> Response:
        """Read a phrase aloud, as a WAV file."""
        text = _checked(wanted.text)
        made = await service.state.cached_speech(text, wanted.speed)
        if made is None:
            made = await service.turns.take(read_aloud, text, wanted.speed)
            background.add_task(service.state.cache_speech, text, wanted.speed, made)
        return Response(made, media_type="audio/wav")

    return app
