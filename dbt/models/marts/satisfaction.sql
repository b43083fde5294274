{{ config(materialized='table') }}

with

counts as (
    select * from {{ ref('fct_satisfaction_count') }}
),

surveys as (
    select * from {{ ref('dim_survey') }}
),

items as (
    select * from {{ ref('dim_survey_item') }}
),

-- Doubles for the intervals; an empty base is null here, so that every figure made of it is null too.
figures as (
    select
        counts.survey_id,
        counts.item_no,
        counts.box_rule,
        counts.breakdown,
        counts.breakdown_value,
        surveys.population,
        surveys.class_year,
        items.item,
        cast(items.scale_points as string) || '-point' as scale,
        counts.min_score,
        surveys.frame_kind,
        surveys.design,
        counts.satisfied_n,
        counts.base_n,
        counts.responses_n - counts.base_n as excluded_n,
        counts.excluded_option_n,
        counts.not_shown_n,
        counts.skipped_n,
        counts.unscored_n,
        counts.responses_n,
        counts.complete_n,
        counts.frame_n,
        {{ ratio('counts.complete_n', 'counts.frame_n') }} as response_rate,
        {{ ratio('counts.satisfied_n', 'counts.base_n') }} as rate,
        cast(nullif(counts.base_n, 0) as double) as n,
        {{ corrected_z_squared(var('z_95'), 'counts.base_n', 'counts.frame_n') }} as z_squared,
        counts.mean_score,
        surveys.weight_status,
        counts.weighted_base_n,
        {{ ratio('counts.satisfied_weight_sum', 'counts.weight_sum') }} as weighted_rate,
        -- 1 + CV^2 of the weights in the base (Kish): what the base is worth less for being weighted.
        {{ ratio(
            'counts.weighted_base_n * counts.weight_square_sum', 'counts.weight_sum * counts.weight_sum'
        ) }} as deff,
        case
            when counts.breakdown = 'overall' and counts.box_rule = items.reported_box_rule
                then items.reported_percent
        end as reported_percent,
        coalesce(
            counts.item_no = surveys.headline_item
            and counts.box_rule = surveys.headline_box_rule
            and counts.breakdown = 'overall', false
        ) as is_headline
    from counts
    inner join surveys
        on counts.survey_id = surveys.survey_id
    inner join items
        on
            counts.survey_id = items.survey_id
            and counts.item_no = items.item_no
),

-- The printed digits as whole numbers: 97.60 is 9760 hundredths.
reported as (
    select
        *,
        cast(replace(reported_percent, '.', '') as bigint) as reported_scaled,
        cast(round(power(10, length(split_part(reported_percent, '.', 2)))) as bigint) as reported_unit
    from figures
),

nearest as (
    select
        *,
        -- The two counts whose percentages lie next to the printed one.
        cast(floor({{ ratio('reported_scaled * base_n', '100 * reported_unit') }}) as bigint) as count_below
    from reported
),

bounds as (
    select
        *,
        {{ wilson_bound('-', 'rate', 'n', 'z_squared') }} as wilson_low,
        {{ wilson_bound('+', 'rate', 'n', 'z_squared') }} as wilson_high,
        {{ agresti_coull_bound('-', 'rate', 'n', var('z_90')) }} as ac90_low,
        {{ agresti_coull_bound('+', 'rate', 'n', var('z_90')) }} as ac90_high,
        case
            when base_n > 0
                then
                    {{ rounds_to('count_below', 'base_n', 'reported_scaled', 'reported_unit') }}
                    or (
                        count_below < base_n
                        and {{ rounds_to('(count_below + 1)', 'base_n', 'reported_scaled', 'reported_unit') }}
                    )
        end as reported_is_reachable,
        case when base_n > 0 then {{ rounds_to('satisfied_n', 'base_n', 'reported_scaled', 'reported_unit') }} end
            as reported_agrees
    from nearest
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(item_no as string) as item_no,
        cast(box_rule as string) as box_rule,
        cast(breakdown as string) as breakdown,
        cast(breakdown_value as string) as breakdown_value,
        cast(population as string) as population,
        cast(class_year as bigint) as class_year,
        cast(item as string) as item,
        cast(scale as string) as scale,
        cast(min_score as double) as min_score,
        cast(frame_kind as string) as frame_kind,
        cast(design as string) as design,
        cast(satisfied_n as bigint) as satisfied_n,
        cast(base_n as bigint) as base_n,
        cast(excluded_n as bigint) as excluded_n,
        cast(excluded_option_n as bigint) as excluded_option_n,
        cast(skipped_n as bigint) as excluded_skipped_n,
        cast(not_shown_n as bigint) as excluded_not_shown_n,
        cast(unscored_n as bigint) as excluded_unscored_n,
        cast(responses_n as bigint) as responses_n,
        cast(complete_n as bigint) as complete_n,
        cast(frame_n as bigint) as frame_n,
        cast(response_rate as double) as response_rate,
        cast(rate as double) as rate,
        cast({{ clamped_share('wilson_low') }} as double) as wilson_low,
        cast({{ clamped_share('wilson_high') }} as double) as wilson_high,
        cast({{ clamped_share('ac90_low') }} as double) as ac90_low,
        cast({{ clamped_share('ac90_high') }} as double) as ac90_high,
        cast(mean_score as double) as mean_score,
        cast(weighted_rate as double) as weighted_rate,
        cast(weighted_base_n as bigint) as weighted_base_n,
        cast(deff as double) as deff,
        cast({{ ratio('weighted_base_n', 'deff') }} as double) as n_eff,
        cast(weighted_rate - rate as double) as weighted_difference,
        cast(weight_status as string) as weight_status,
        cast({{ ratio('reported_percent', '100') }} as double) as reported_rate,
        cast(reported_is_reachable as boolean) as reported_is_reachable,
        cast(reported_agrees as boolean) as reported_agrees,
        cast(
            case
                when design = 'non_probability' then 'non_probability'
                when base_n < {{ var('survey_unreliable_below') }} then 'unreliable'
                when base_n < {{ var('survey_low_below') }} then 'low'
                when frame_n is null then 'no_frame'
                else 'ok'
            end as string
        ) as reliability,
        cast(is_headline as boolean) as is_headline
    from bounds
)

select * from final
