"""What somebody speaks on a page rests until the talk is over"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'recordings',
        sa.Column('id', NUMBER, autoincrement=False, nullable=False),
        sa.Column('talk_id', NUMBER, nullable=False),
        sa.Column('what', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ['talk_id'],
            ['talks.id'],
            name=op.f('fk_recordings_talk_id_talks'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recordings')),
    )
    op.create_index(op.f('ix_recordings_talk_id'), 'recordings', ['talk_id'])
