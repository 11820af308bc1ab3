"""A browser that stays can be given a sign that there is news, by the service that it names"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'push_addresses',
        sa.Column(
            'id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False
        ),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('address_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('address', sa.LargeBinary(), nullable=False),
        sa.Column('news_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('try_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
        sa.ForeignKeyConstraint(
            ['person_id'],
            ['people.id'],
            name=op.f('fk_push_addresses_person_id_people'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_push_addresses')),
        sa.UniqueConstraint('address_hash', name=op.f('uq_push_addresses_address_hash')),
    )
    op.create_index(op.f('ix_push_addresses_person_id'), 'push_addresses', ['person_id'])
    due = sa.text('try_at IS NOT NULL')
    op.create_index(
        op.f('ix_push_addresses_try_at'),
        'push_addresses',
        ['try_at'],
        sqlite_where=due,
        postgresql_where=due,
    )
