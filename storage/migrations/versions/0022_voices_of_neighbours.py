"""What neighbours recorded of our sentences, and which of it is heard"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'voices',
        sa.Column(
            'id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False
        ),
        sa.Column('mark', sa.LargeBinary(length=16), nullable=False),
        sa.Column('language', sa.String(length=16), nullable=False),
        sa.Column('heard_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.Column('stale_since', sa.Date(), nullable=True),
        sa.Column('what', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_voices')),
    )
    op.create_index(op.f('ix_voices_mark'), 'voices', ['mark'])
    op.create_index(op.f('ix_voices_language_heard_hash'), 'voices', ['language', 'heard_hash'])
