<?php
// Two people and their application passwords: alice is the administrator, bob an editor, carol a subscriber.
$_SERVER['HTTP_HOST'] = '127.0.0.1:' . getenv('SITE_PORT');
require 'wp-load.php';
global $wp_rewrite;
update_option('permalink_structure', '/%postname%/');
update_option('comment_moderation', '1');
$wp_rewrite->init();
flush_rewrite_rules();
$people = ['alice' => 1];
foreach (['bob' => 'editor', 'carol' => 'subscriber'] as $name => $role) {
    $people[$name] = wp_create_user($name, $name . '-pass-1', $name . '@example.test');
    (new WP_User($people[$name]))->set_role($role);
}
foreach ($people as $name => $id) {
    [$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'cmworkstation']);
    file_put_contents(getenv('SITE_FOLDER') . "/$name.password", $password);
}
