"""What a person wrote can go from their screen"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of what was answered before nobody knows which words it answers: those stay.
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('said_as', sa.String(length=40), server_default='', nullable=False))
