<?php
// Parses feeds with SimplePie. Reads a JSON list of feeds from standard input, and prints what SimplePie finds in each
// as a JSON list.
error_reporting(E_ALL & ~E_DEPRECATED);
date_default_timezone_set('UTC');
require 'simplepie/autoloader.php';

// Debian's version of SimplePie passes the arguments of `implode` in an order that PHP 8 rejects.
$dates = file_get_contents('simplepie/library/SimplePie/Parse/Date.php', true);
eval('?>' . preg_replace("/implode\\((.+), '\\|'\\)/", "implode('|', $1)", $dates));

const CREATIVE_COMMONS = 'http://backend.userland.com/creativeCommonsRssModule';

/** Converts the HTML that SimplePie returns to plain text. */
function plain(?string $html): ?string
{
    return $html === null ? null : html_entity_decode($html);
}

function people(?array $authors): array
{
    return array_map(fn ($author) => array_filter([
        'name' => plain($author->get_name()),
        'url' => $author->get_link(),
        'email' => $author->get_email(),
    ]), $authors ?? []);
}

function labels(?array $categories): array
{
    return array_map(fn ($category) => plain($category->get_label()), $categories ?? []);
}

/** Returns the licences, for which SimplePie has no function: links in Atom, and elements of a module in RSS. */
function licenses(?array $links, ?array $tags): array
{
    return array_merge($links ?? [], array_column($tags ?? [], 'data'));
}

/**
 * Lists the enclosures and the pictures of Media RSS. If there are none, SimplePie returns an enclosure without a type,
 * which is ignored.
 */
function files(array $enclosures): array
{
    $typed = array_filter($enclosures, fn ($file) => $file->get_type() !== null);
    $files = array_map(
        // With PHP 8, SimplePie appends an empty query and fragment.
        fn ($file) => rtrim($file->get_link(), '?#') . " {$file->get_type()} {$file->get_length()}",
        $typed
    );
    return array_values(array_unique($files));
}

function entry(SimplePie_Item $item): array
{
    return [
        'id' => $item->get_id(),
        'title' => plain($item->get_title()),
        'link' => $item->get_permalink(),
        'published' => $item->get_date('Y-m-d\TH:i:s\Z'),
        'authors' => people($item->get_authors()),
        'categories' => labels($item->get_categories()),
        'files' => files($item->get_enclosures()),
        'rights' => plain($item->get_copyright()),
        'licenses' => licenses($item->get_links('license'), $item->get_item_tags(CREATIVE_COMMONS, 'license')),
        'source' => plain($item->get_source()?->get_title()),
        'content' => $item->get_content(),
    ];
}

$found = array_map(function (string $text): array {
    $feed = new SimplePie();
    $feed->enable_cache(false);
    $feed->set_raw_data($text);
    $feed->init();
    return [
        'title' => plain($feed->get_title()),
        'link' => $feed->get_permalink(),
        'language' => $feed->get_language(),
        'rights' => plain($feed->get_copyright()),
        'licenses' => licenses($feed->get_links('license'), $feed->get_channel_tags(CREATIVE_COMMONS, 'license')),
        'image' => $feed->get_image_url(),
        'authors' => people($feed->get_authors()),
        'categories' => labels($feed->get_categories()),
        'hub' => $feed->get_link(0, 'hub'),
        'entries' => array_map('entry', $feed->get_items()),
    ];
}, json_decode(stream_get_contents(STDIN)));
echo json_encode($found, JSON_THROW_ON_ERROR);
