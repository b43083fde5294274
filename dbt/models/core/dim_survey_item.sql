with

items as (
    select * from {{ ref('stg_survey_items') }}
),

answers as (
    select * from {{ ref('int_survey_answer') }}
),

-- The questionnaire's own wording, as the export's header gives it.
wordings as (
    select
        survey_id,
        item_no,
        max(case when row_label is null then item else item || '—' || row_label end) as item
    from answers
    group by survey_id, item_no
),

final as (
    select
        items.survey_id,
        items.item_no,
        coalesce(items.item, wordings.item, items.item_no) as item,
        items.item_kind,
        items.scale_points,
        items.breakdown,
        items.measure,
        items.reported_percent,
        items.reported_box_rule
    from items
    left join wordings
        on
            items.survey_id = wordings.survey_id
            and items.item_no = wordings.item_no
)

select * from final
