"""What nobody understood may become a phrase, and a sentence of ours can be called wrong"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'not_understood',
        sa.Column('id', NUMBER, autoincrement=False, nullable=False),
        sa.Column('utterance_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('marks', sa.LargeBinary(), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.Column('language', sa.String(length=16), nullable=False),
        sa.Column('words', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_not_understood')),
        sa.UniqueConstraint('utterance_hash', name=op.f('uq_not_understood_utterance_hash')),
    )
    op.create_table(
        'wrong_sentences',
        sa.Column('language', sa.String(length=16), nullable=False),
        sa.Column('slot', sa.String(length=16), nullable=False),
        sa.Column('one', sa.Text(), nullable=False),
        sa.Column('times', sa.Integer(), nullable=False),
        sa.Column('last', sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint('language', 'slot', 'one', name=op.f('pk_wrong_sentences')),
        sqlite_with_rowid=False,
    )
