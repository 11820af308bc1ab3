"""How often somebody had a message said aloud, and whether each one shall be"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'people', sa.Column('listened', sa.Integer(), server_default='0', nullable=False)
    )
    op.add_column(
        'people',
        sa.Column('with_sound', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    )
