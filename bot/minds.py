"""The text model and the embedding model that the settings ask for; loaded when first needed, not before."""

from bot.budget import DailyBudget
from bot.minilm import MiniLM
from bot.openai_embedder import OpenAIEmbedder
from bot.openai_model import OpenAIModel
from bot.settings import Settings
from capabilities.ports import Clock
from prompts.embedding import Embedder
from prompts.model import Model

_OPENAI = "https://api.openai.com/v1"


def model_of(settings: Settings, clock: Clock) -> Model | None:
    """The model at the endpoint of the settings, or None: everything then works from the brief's own words."""
    if not settings.has_model:
        return None
    return OpenAIModel(
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url or _OPENAI,
        model=settings.model,
        timeout_s=settings.model_timeout,
        retries=settings.model_retries,
        budget=DailyBudget(settings.daily_tokens, now=clock.now),
    )


def embedder_of(settings: Settings) -> Embedder | None:
    """The embedding model: the one inside a package, the endpoint's, or None for words alone."""
    if settings.embeddings == "off":
        return None
    if settings.embeddings == "endpoint":
        return OpenAIEmbedder(
            api_key=settings.openai_api_key,
            base_url=settings.openai_base_url or _OPENAI,
            model=settings.embedding_model,
            dimensions=settings.embedding_dimensions,
            timeout_s=settings.model_timeout,
        )
    return MiniLM()
