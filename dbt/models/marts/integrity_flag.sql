{{ config(materialized='table') }}

with

flags as (
    select * from {{ ref('fct_integrity_flag') }}
),

rules as (
    select * from {{ ref('dim_integrity_rule') }}
),

final as (
    select
        cast(flags.class_year as bigint) as class_year,
        cast('latest' as string) as snapshot,
        cast(flags.rule as string) as rule,
        cast(flags.subject as string) as subject,
        cast(rules.subject_kind as string) as subject_kind,
        cast(flags.graduate_key as string) as graduate_key,
        cast(flags.employer_key as string) as employer_key,
        cast(flags.employer_name as string) as employer_name,
        cast(flags.college as string) as college,
        cast(flags.degree_level as string) as degree_level,
        cast(flags.destination_code as string) as destination_code,
        cast(rules.severity as string) as severity,
        cast(rules.label_zh as string) as rule_label,
        cast(rules.label_en as string) as rule_label_en,
        cast(rules.reason_zh as string) as reason,
        cast(rules.reason_en as string) as reason_en,
        cast(flags.evidence as string) as evidence,
        cast(rules.look_at_zh as string) as look_at,
        cast(rules.look_at_en as string) as look_at_en
    from flags
    inner join rules
        on flags.rule = rules.rule
)

select * from final
