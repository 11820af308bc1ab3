"""Each on one phone has talks, links and looks of their own"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Until now nobody wrote down whose of them it was: it is the first person's, as it was shown.
    for table in ('talks', 'partner_links', 'audit'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('face', sa.String(length=8), server_default='', nullable=False))

    # A request says whose it is until it is erased.
    op.execute(
        'UPDATE audit SET face = (SELECT requests.face FROM requests WHERE requests.id = audit.request_id)'
        ' WHERE request_id IN (SELECT id FROM requests)'
    )
