"""The neighbourhood is versions: what is loaded now becomes the first of them"""

import zlib

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

PRESENT = 1


def upgrade() -> None:
    versions = op.create_table(
        'neighbourhood_versions',
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('source', sa.String(length=8), nullable=False),
        sa.Column('document', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_neighbourhood_versions')),
    )
    kept = sa.table('neighbourhood', sa.column('id'), sa.column('document'))
    present = sa.select(kept.c.document).where(kept.c.id == PRESENT)
    document = op.get_bind().execute(present).scalar()
    if document:
        first = {'number': 1, 'at': None, 'source': 'file'}
        op.bulk_insert(versions, [{**first, 'document': zlib.compress(document.encode())}])
