with

rules as (
    select * from {{ ref('integrity_rule') }}
),

final as (
    select
        rule,
        subject_kind,
        severity,
        label_zh,
        label_en,
        reason_zh,
        reason_en,
        look_at_zh,
        look_at_en
    from rules
)

select * from final
