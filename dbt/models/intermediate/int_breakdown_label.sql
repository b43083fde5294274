with

aliases as (
    select * from {{ ref('code_alias') }}
),

genders as (
    select * from {{ ref('code_gender') }}
),

degrees as (
    select * from {{ ref('code_degree') }}
),

training_modes as (
    select * from {{ ref('code_training_mode') }}
),

urban_rural as (
    select * from {{ ref('code_urban_rural') }}
),

provinces as (
    select * from {{ ref('code_province') }}
),

regions as (
    select * from {{ ref('code_region') }}
),

-- Each dimension's codes with the word that figures use for them (`token`) and the labels that mean it.
coded as (
    select
        'gender' as breakdown,
        'gender' as table_name,
        code,
        label_zh,
        label_en,
        label_en as token
    from genders
    where label_en <> 'unknown'
    union all
    select
        'degree_level' as breakdown,
        'degree' as table_name,
        code,
        label_zh,
        degree_level as label_en,
        degree_level as token
    from degrees
    union all
    select
        'training_mode' as breakdown,
        'training_mode' as table_name,
        code,
        label_zh,
        label_en,
        label_zh as token
    from training_modes
    union all
    select
        'urban_rural' as breakdown,
        'urban_rural' as table_name,
        code,
        label_zh,
        label_en,
        label_en as token
    from urban_rural
),

labels as (
    select
        breakdown,
        label_zh as label,
        token
    from coded
    union all
    select
        breakdown,
        label_en as label,
        token
    from coded
    union all
    select
        coded.breakdown,
        aliases.alias as label,
        coded.token
    from aliases
    inner join coded
        on
            aliases.table_name = coded.table_name
            and aliases.code = coded.code
    union all
    select
        'origin_province' as breakdown,
        label_zh as label,
        label_zh as token
    from provinces
    union all
    select
        'origin_province' as breakdown,
        regions.label_zh as label,
        provinces.label_zh as token
    from regions
    inner join provinces
        on regions.province_code = provinces.province_code
    where regions.level = 'province'
),

normalised as (
    select
        breakdown,
        {{ normalised_text('label') }} as label,
        token
    from labels
),

-- A label that could mean two things means neither.
final as (
    select
        breakdown,
        label,
        min(token) as token
    from normalised
    where label is not null
    group by breakdown, label
    having count(distinct token) = 1
)

select * from final
