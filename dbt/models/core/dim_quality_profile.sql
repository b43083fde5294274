{%- set single = [
    'destination_code', 'destination_parent_code', 'employer_nature_code', 'employer_nature_group',
    'work_macro_region', 'works_in_province', 'works_at_home', 'host_kind', 'salary_stated',
] -%}
{%- set lists = [
    ('employer_list', 'employer_lists', ','),
    ('host_list', 'host_lists', ','),
    ('programme', 'programmes', '|'),
] -%}
with

graduates as (
    select * from {{ ref('fct_graduate_outcome') }}
    where is_counted
),

measures as (
    select *
    from {{ ref('quality_measure') }}
    where coalesce(kind, '') <> 'survey'
),

rules as (
    select * from {{ ref('quality_rule') }}
),

profiles as (
    select
        quality_profile,
        max(quality_base) as base,
        {%- for attribute in single %}
        max({{ attribute }}) as {{ attribute }},
        {%- endfor %}
        max(employer_lists) as employer_lists,
        max(host_lists) as host_lists,
        max(counted_programmes) as programmes
    from graduates
    group by quality_profile
),

{% for attribute, column, delimiter in lists -%}
{{ attribute }}_rows as (
    {{ split_to_rows('profiles', ['quality_profile'], column, delimiter) }}
),

{% endfor -%}

attributes as (
    {% for attribute in single -%}
    select
        quality_profile,
        '{{ attribute }}' as attribute,
        {{ attribute }} as attribute_value
    from profiles
    where {{ attribute }} <> ''
    union all
    {% endfor -%}
    {% for attribute, _, _ in lists -%}
    select
        quality_profile,
        '{{ attribute }}' as attribute,
        part as attribute_value
    from {{ attribute }}_rows
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

in_base as (
    select
        profiles.quality_profile,
        measures.measure,
        measures.known_attribute
    from profiles
    inner join measures
        on
            measures.base in (profiles.base, 'graduates')
            or (measures.base = 'employed' and profiles.base = 'employed_by_employer')
),

known as (
    select distinct
        quality_profile,
        attribute
    from attributes
),

counted as (
    select distinct
        attributes.quality_profile,
        rules.measure
    from attributes
    inner join rules
        on
            attributes.attribute = rules.attribute
            and attributes.attribute_value = rules.attribute_value
),

final as (
    select
        in_base.quality_profile,
        in_base.measure,
        counted.measure is not null as is_in_numerator
    from in_base
    left join known
        on
            in_base.quality_profile = known.quality_profile
            and in_base.known_attribute = known.attribute
    left join counted
        on
            in_base.quality_profile = counted.quality_profile
            and in_base.measure = counted.measure
    where in_base.known_attribute is null or known.attribute is not null
)

select * from final
