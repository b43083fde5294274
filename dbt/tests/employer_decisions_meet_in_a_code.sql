{{ config(severity='warn') }}
-- What it is: lines `same` of employer_decisions.csv that name an employer once by its name and once by its code, in
-- two groups that no line joins. The code is then in both groups, and the smaller key is used for it.
-- When it matters: employers meant to be one keep two keys.
-- How to resolve: add a line `same` between the name and the code.
with

same_employers as (
    select * from {{ ref('int_employer_same') }}
),

final as (
    select
        reference,
        employer_key,
        group_count
    from same_employers
    where group_count > 1
)

select * from final
