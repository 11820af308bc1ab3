"""Boards that show the pictures of the day, and how often those were picked wrongly"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('boards',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
        sa.Column('room', sa.String(length=32), nullable=False),
        sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('browser_hash', sa.LargeBinary(length=32), nullable=True),
        sa.Column('made_by', sa.BigInteger(), nullable=True),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('tied_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_boards_made_by_people'), ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_boards')),
        sa.UniqueConstraint('browser_hash', name=op.f('uq_boards_browser_hash')),
        sa.UniqueConstraint('code_hash', name=op.f('uq_boards_code_hash'))
    )
    op.create_index(op.f('ix_boards_room'), 'boards', ['room'])
    op.create_table('wrong_pictures',
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('wrong', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_wrong_pictures_person_id_people'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('person_id', 'day', name=op.f('pk_wrong_pictures'))
    )
    op.create_table('guessed_rooms',
        sa.Column('room', sa.String(length=32), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('wrong', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('room', 'day', name=op.f('pk_guessed_rooms'))
    )
