"""Which rules are in force, what a clause says, what a table would answer, and what a draft would change."""

from shouwen.rulebook.queries.drafts import (
    draft as draft,
)
from shouwen.rulebook.queries.drafts import (
    draft_summary as draft_summary,
)
from shouwen.rulebook.queries.drafts import (
    drafts_visible_to as drafts_visible_to,
)
from shouwen.rulebook.queries.drafts import (
    newest_edition as newest_edition,
)
from shouwen.rulebook.queries.drafts import (
    pack_of_draft as pack_of_draft,
)
from shouwen.rulebook.queries.drafts import (
    problems_of as problems_of,
)
from shouwen.rulebook.queries.drafts import (
    replay_needed as replay_needed,
)
from shouwen.rulebook.queries.drafts import (
    replays_visible_to as replays_visible_to,
)
from shouwen.rulebook.queries.drafts import (
    required_inputs as required_inputs,
)
from shouwen.rulebook.queries.drafts import (
    touched_by as touched_by,
)
from shouwen.rulebook.queries.drafts import (
    valid_replay as valid_replay,
)
from shouwen.rulebook.queries.editions import (
    SEEN as SEEN,
)
from shouwen.rulebook.queries.editions import (
    InputError as InputError,
)
from shouwen.rulebook.queries.editions import (
    Pack as Pack,
)
from shouwen.rulebook.queries.editions import (
    Parameter as Parameter,
)
from shouwen.rulebook.queries.editions import (
    _compiled as _compiled,
)
from shouwen.rulebook.queries.editions import (
    changes as changes,
)
from shouwen.rulebook.queries.editions import (
    current_edition as current_edition,
)
from shouwen.rulebook.queries.editions import (
    decisions_about as decisions_about,
)
from shouwen.rulebook.queries.editions import (
    decisions_of_kind as decisions_of_kind,
)
from shouwen.rulebook.queries.editions import (
    edition as edition,
)
from shouwen.rulebook.queries.editions import (
    edition_in_force as edition_in_force,
)
from shouwen.rulebook.queries.editions import (
    editions as editions,
)
from shouwen.rulebook.queries.editions import (
    in_force as in_force,
)
from shouwen.rulebook.queries.editions import (
    is_visible as is_visible,
)
from shouwen.rulebook.queries.editions import (
    pack_numbered as pack_numbered,
)
from shouwen.rulebook.queries.editions import (
    pack_of as pack_of,
)
from shouwen.rulebook.queries.editions import (
    packs_on_disk as packs_on_disk,
)
from shouwen.rulebook.queries.editions import (
    parameters as parameters,
)
from shouwen.rulebook.queries.editions import (
    preview as preview,
)
from shouwen.rulebook.queries.editions import (
    problems_on_disk as problems_on_disk,
)
from shouwen.rulebook.queries.editions import (
    published_packs as published_packs,
)
from shouwen.rulebook.queries.editions import (
    read_from_disk as read_from_disk,
)
from shouwen.rulebook.queries.editions import (
    setting as setting,
)
from shouwen.rulebook.queries.editions import (
    settings_for as settings_for,
)
from shouwen.rulebook.queries.editions import (
    tried as tried,
)
from shouwen.rulebook.queries.replays import (
    NAMED as NAMED,
)
from shouwen.rulebook.queries.replays import (
    Tally as Tally,
)
from shouwen.rulebook.queries.replays import (
    count_kept as count_kept,
)
from shouwen.rulebook.queries.replays import (
    kept_decisions as kept_decisions,
)
from shouwen.rulebook.queries.replays import (
    names_of as names_of,
)
from shouwen.rulebook.queries.replays import (
    read_draft as read_draft,
)
from shouwen.rulebook.queries.replays import (
    replay as replay,
)
from shouwen.rulebook.queries.replays import (
    replayer as replayer,
)
