// Linux:   fpc -Mdelphi -Fl. -k-rpath='$ORIGIN' show.pas && ./show 首页.xml
// Windows: dcc32 show.pas && show 首页.xml（Delphi 2009 起；先另存为带 BOM 的 UTF-8）
program show;
{$IFNDEF FPC}{$APPTYPE CONSOLE}{$ENDIF}
uses SysUtils, Classes;

const
  Lib = {$IFDEF MSWINDOWS}'pregroup_flat.dll'{$ELSE}'pregroup_flat'{$ENDIF};

function pregroup_flat_open(Pack: PAnsiChar; out Engine: Pointer; Enc: Integer;
  Msg: PAnsiChar; Cap: Integer): Integer; stdcall; external Lib;
function pregroup_flat_session_open(Engine: Pointer; Options: PAnsiChar;
  Enc: Integer; out Session: Pointer; Msg: PAnsiChar; Cap: Integer): Integer; stdcall;
  external Lib;
function pregroup_flat_session_run(Session: Pointer; Bytes: Pointer; Len,
  Enc: Integer; Buffer: PAnsiChar; BufferCap: Integer; out Need: Integer;
  Msg: PAnsiChar; Cap: Integer): Integer; stdcall; external Lib;
function pregroup_flat_session_close(Session: Pointer; Enc: Integer;
  Msg: PAnsiChar; Cap: Integer): Integer; stdcall; external Lib;
function pregroup_flat_close(Engine: Pointer): Integer; stdcall; external Lib;

var
  Msg: array [0 .. 511] of AnsiChar;

procedure Must(Status: Integer);
begin
  if Status <> 0 then
    raise Exception.CreateFmt('pregroup %d: %s',
      [Status, string(UTF8String(PAnsiChar(@Msg)))]);
end;

function ReadPage(const Path: string): TBytes;
var
  Stream: TFileStream;
begin
  Stream := TFileStream.Create(Path, fmOpenRead);
  try
    SetLength(Result, Stream.Size);
    Stream.ReadBuffer(Pointer(Result)^, Length(Result));
  finally
    Stream.Free;
  end;
end;

function Check(Session: Pointer; const Page: TBytes): string;
var
  Text: UTF8String;
  Need, Status: Integer;
begin
  Need := 65536;
  repeat // 12：缓冲区不够，Need 是需要的字节数
    SetLength(Text, Need);
    Status := pregroup_flat_session_run(Session, Pointer(Page), Length(Page), 0,
      PAnsiChar(Text), Length(Text), Need, Msg, SizeOf(Msg));
  until Status <> 12;
  Must(Status);
  Result := string(UTF8String(PAnsiChar(Text)));
end;

// 一格里的 \\、\t、\n、\r 变回原来的字符。
function Plain(const Cell: string): string;
begin
  Result := StringReplace(Cell, '\\', #1, [rfReplaceAll]);
  Result := StringReplace(Result, '\t', #9, [rfReplaceAll]);
  Result := StringReplace(Result, '\n', #10, [rfReplaceAll]);
  Result := StringReplace(Result, '\r', #13, [rfReplaceAll]);
  Result := StringReplace(Result, #1, '\', [rfReplaceAll]);
end;

procedure Print(const Line: string);
var
  Cells: TStringList;
begin
  Cells := TStringList.Create;
  try
    Cells.StrictDelimiter := True;
    Cells.QuoteChar := #0;
    Cells.Delimiter := #9;
    Cells.DelimitedText := Line;
    if Cells[0] = 'finding' then
      WriteLn(Cells[2], ' ', Cells[1], ' ', Plain(Cells[8]))
    else if (Cells[0] = 'grouping') and (Cells[1] = 'grouped') then
      WriteLn('病种 ', Cells[2], ' ', Plain(Cells[3]))
    else if (Cells[0] = 'settlement') and (Cells[1] = 'priced') then
      WriteLn('支付标准 ', Cells[6], ' 元');
  finally
    Cells.Free;
  end;
end;

var
  Engine, Session: Pointer;
  Lines: TStringList;
  Line: string;
begin
  // 第一个参数是规则包的路径（UTF-8）；nil 是内置的示例市。
  Must(pregroup_flat_open(nil, Engine, 1, Msg, SizeOf(Msg)));
  Must(pregroup_flat_session_open(Engine, 'format=tsv', 1, Session, Msg,
    SizeOf(Msg)));
  Lines := TStringList.Create;
  try
    Lines.Text := Check(Session, ReadPage(ParamStr(1)));
    for Line in Lines do
      Print(Line);
  finally
    Lines.Free;
  end;
  pregroup_flat_session_close(Session, 1, Msg, SizeOf(Msg));
  pregroup_flat_close(Engine);
end.
