<?php
declare(strict_types=1);
// Linux, Windows: php show.php 首页.xml（php.ini 里 ffi.enable=true，extension=ffi）
$flat = FFI::cdef('
    int32_t pregroup_flat_open(const char *pack, void **engine, int32_t enc,
        char *msg, int32_t cap);
    int32_t pregroup_flat_run(void *engine, const char *bytes, int32_t len,
        int32_t enc, char *out, int32_t cap, int32_t *need);
    int32_t pregroup_flat_close(void *engine);
', __DIR__ . (PHP_OS_FAMILY === 'Windows' ? '\\pregroup_flat.dll'
                                      : '/libpregroup_flat.so.1'));

// 规则包的路径；null 是内置的示例市。
function open_engine(FFI $flat, ?string $pack = null): FFI\CData
{
    $engine = $flat->new('void *');
    $reason = $flat->new('char[512]');
    if ($flat->pregroup_flat_open($pack, FFI::addr($engine), 1, $reason, 512))
        throw new RuntimeException(FFI::string($reason));
    return $engine;
}

function check(FFI $flat, FFI\CData $engine, string $page): array
{
    $need = $flat->new('int32_t');
    $need->cdata = 65536;
    do { // 12：缓冲区不够，need 是需要的字节数
        $cap = $need->cdata;
        $out = $flat->new("char[$cap]");
        $status = $flat->pregroup_flat_run($engine, $page, strlen($page), 0,
            $out, $cap, FFI::addr($need));
    } while ($status === 12);
    $text = FFI::string($out);
    if ($status !== 0)
        throw new RuntimeException($text);
    return array_map(
        fn($line) => json_decode($line, flags: JSON_THROW_ON_ERROR),
        explode("\n", rtrim($text)));
}

$engine = open_engine($flat);
foreach (check($flat, $engine, file_get_contents($argv[1])) as $result) {
    foreach ($result->findings as $f)
        echo "$f->severity $f->rule $f->message\n";
    if ($result->grouping->status === 'grouped')
        echo "病种 {$result->grouping->group} {$result->grouping->name}\n";
    if ($result->settlement->status === 'priced')
        echo "支付标准 {$result->settlement->standard} 元\n";
}
$flat->pregroup_flat_close($engine);
