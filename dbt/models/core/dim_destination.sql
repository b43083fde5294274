with

codes as (
    select * from {{ ref('code_destination') }}
),

final as (
    select
        codes.code as destination_code,
        codes.label_zh,
        codes.label_en,
        codes.outcome,
        codes.category,
        codes.parent_code,
        parents.label_zh as parent_label_zh,
        parents.label_en as parent_label_en,
        codes.is_by_employer
    from codes
    inner join codes as parents
        on codes.parent_code = parents.code
)

select * from final
