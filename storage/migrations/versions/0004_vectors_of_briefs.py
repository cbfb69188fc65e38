"""The vectors of a brief's lines, and why a proposal's drafted wording was held back"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brief_vector",
        sa.Column("workspace", sa.String(length=80), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "model", "fingerprint"),
    )
    with op.batch_alter_table("brief_proposal", schema=None) as proposal:
        proposal.add_column(sa.Column("held", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("brief_proposal", schema=None) as proposal:
        proposal.alter_column("held", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("brief_proposal", schema=None) as proposal:
        proposal.drop_column("held")
    op.drop_table("brief_vector")
