-- What it is: the options of an item with one answer (scale, single) add up to its base, and no option of any item is
-- chosen by more responses than answered it.
-- When it matters: the shares of such an item are printed as parts of a whole.
-- How to resolve: look at the item's rows in fct_survey_choice; a response with two rows was split where it should
-- not be, or landed twice.
with

items as (
    select
        survey_id,
        item_no,
        item_kind,
        base_n,
        sum(responses) as responses,
        max(responses) as most_chosen
    from {{ ref('survey_item') }}
    group by survey_id, item_no, item_kind, base_n
)

select *
from items
where
    (item_kind in ('scale', 'single') and responses <> base_n)
    or most_chosen > base_n
