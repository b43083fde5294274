with

regions as (
    select * from {{ ref('code_region') }}
),

provinces as (
    select * from {{ ref('code_province') }}
),

cities as (
    select
        city_code,
        label_zh
    from regions
    where level = 'city'
),

placed as (
    select
        regions.code as region_code,
        coalesce(regions.successor_code, regions.code) as current_region_code,
        regions.label_zh,
        regions.level,
        regions.province_code,
        provinces.label_zh as province,
        provinces.label_en as province_en,
        provinces.macro_region,
        case provinces.macro_region
            when 'eastern' then '东部'
            when 'central' then '中部'
            when 'western' then '西部'
            when 'northeast' then '东北'
            else '港澳台及海外'
        end as macro_region_zh,
        regions.city_code,
        cities.label_zh as city,
        -- The municipalities, and the regions outside the mainland, have no city level: each is its own city.
        coalesce(regions.province_code in ('11', '12', '31', '50') or regions.level = 'special', false)
            as is_own_city
    from regions
    inner join provinces
        on regions.province_code = provinces.province_code
    left join cities
        on regions.city_code = cities.city_code
),

final as (
    select
        region_code,
        current_region_code,
        label_zh,
        level,
        province_code,
        province,
        province_en,
        macro_region,
        macro_region_zh,
        case
            when is_own_city then province_code
            -- Cities at county level directly under a province share one collective heading, which is not a city.
            when city like '%直辖县级行政区划' and level = 'area' then region_code
            when city like '%直辖县级行政区划' then null
            else city_code
        end as city_code,
        case
            when is_own_city then province
            when city like '%直辖县级行政区划' and level = 'area' then label_zh
            when city like '%直辖县级行政区划' then null
            else city
        end as city
    from placed
)

select * from final
