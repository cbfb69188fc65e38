"""What alembic runs: the migrations, on the connection that `storage.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from storage import (  # noqa: F401 (the tables)
    brief,
    channel_imports,
    channels,
    digest,
    field,
    goals,
    nudges,
    pitch,
    questions,
    themes,
    workspace,
)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
