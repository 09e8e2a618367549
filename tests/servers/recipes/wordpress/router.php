<?php
// For PHP's built-in server: files are served as they are, everything else is WordPress.
$root = $_SERVER['DOCUMENT_ROOT'];
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path !== '/' && is_file($root . $path)) {
    return false;
}
$script = '/index.php';
if ($path !== '/' && substr($path, -1) === '/' && is_file($root . $path . 'index.php')) {
    $script = $path . 'index.php';
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $script;
$_SERVER['SCRIPT_FILENAME'] = $root . $script;
chdir(dirname($root . $script));
require $root . $script;
