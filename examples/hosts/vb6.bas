Attribute VB_Name = "Pregroup"
' VB6：放在 pregroup_flat.dll（windows-x86）旁边的程序里。字符串由 VB 按 GBK
' 传送，所以 enc 一律填 2；生僻字用 UTF-8 的字节数组和 enc = 1。
Option Explicit

Declare Function pregroup_flat_version Lib "pregroup_flat.dll" () As Long
Declare Function pregroup_flat_open Lib "pregroup_flat.dll" ( _
    ByVal pack As String, ByRef engine As Long, ByVal enc As Long, _
    ByVal msg As String, ByVal cap As Long) As Long
Declare Function pregroup_flat_run Lib "pregroup_flat.dll" ( _
    ByVal engine As Long, ByRef bytes As Byte, ByVal length As Long, _
    ByVal enc As Long, ByRef out As Byte, ByVal cap As Long, _
    ByRef need As Long) As Long
Declare Function pregroup_flat_close Lib "pregroup_flat.dll" ( _
    ByVal engine As Long) As Long
Declare Function pregroup_flat_session_open Lib "pregroup_flat.dll" ( _
    ByVal engine As Long, ByVal options As String, ByVal enc As Long, _
    ByRef session As Long, ByVal msg As String, ByVal cap As Long) As Long
Declare Function pregroup_flat_session_run Lib "pregroup_flat.dll" ( _
    ByVal session As Long, ByRef bytes As Byte, ByVal length As Long, _
    ByVal enc As Long, ByRef out As Byte, ByVal outCap As Long, _
    ByRef need As Long, ByVal msg As String, ByVal cap As Long) As Long
Declare Function pregroup_flat_session_close Lib "pregroup_flat.dll" ( _
    ByVal session As Long, ByVal enc As Long, ByVal msg As String, _
    ByVal cap As Long) As Long
Declare Function pregroup_flat_info Lib "pregroup_flat.dll" ( _
    ByVal engine As Long, ByVal options As String, ByVal enc As Long, _
    ByRef out As Byte, ByVal outCap As Long, ByRef need As Long, _
    ByVal msg As String, ByVal cap As Long) As Long

' 两个会话：填完的首页，和还在填的（没填的只作提示）。
Private engine As Long, session As Long, draftSession As Long

' 程序启动时一次；pack 是规则包的路径，空串是内置的示例市。
Public Sub PregroupOpen(ByVal pack As String)
    Dim msg As String
    msg = String$(512, vbNullChar)
    If pregroup_flat_open(pack, engine, 2, msg, 512) <> 0 Then _
        Err.Raise vbObjectError + 1, "pregroup", Text(msg)
    session = SessionOf("format=tsv")
    draftSession = SessionOf("stage=draft" & vbLf & "format=tsv")
End Sub

Private Function SessionOf(ByVal options As String) As Long
    Dim msg As String, opened As Long
    msg = String$(512, vbNullChar)
    If pregroup_flat_session_open(engine, options, 2, opened, msg, 512) <> 0 _
        Then Err.Raise vbObjectError + 1, "pregroup", Text(msg)
    SessionOf = opened
End Function

Public Sub PregroupClose()
    pregroup_flat_session_close session, 2, vbNullString, 0
    pregroup_flat_session_close draftSession, 2, vbNullString, 0
    pregroup_flat_close engine
End Sub

' 每个问题一行，再是病种和支付标准；draft：首页还在填写。
Public Function PregroupShow(ByVal xml As String, _
    Optional ByVal draft As Boolean = False) As String
    Dim row As Variant, cells() As String, shown As String
    For Each row In Split(Check(xml, draft), vbLf)
        cells = Split(row & vbTab, vbTab)
        Select Case cells(0)
        Case "finding"
            shown = shown & cells(2) & " " & cells(1) & " " & cells(8) & vbCrLf
        Case "grouping"
            If cells(1) = "grouped" Then _
                shown = shown & "病种 " & cells(2) & " " & cells(3) & vbCrLf
        Case "settlement"
            If cells(1) = "priced" Then _
                shown = shown & "支付标准 " & cells(6) & " 元" & vbCrLf
        End Select
    Next
    PregroupShow = shown
End Function

Private Function Check(ByVal xml As String, ByVal draft As Boolean) As String
    Dim page() As Byte, out() As Byte, msg As String
    Dim need As Long, status As Long
    page = StrConv(xml, vbFromUnicode)
    msg = String$(512, vbNullChar)
    need = 65536
    Do                                  ' 12：缓冲区不够
        ReDim out(need - 1)
        status = pregroup_flat_session_run(IIf(draft, draftSession, session), _
            page(0), UBound(page) + 1, 2, out(0), UBound(out) + 1, need, msg, _
            512)
    Loop While status = 12
    If status <> 0 Then Err.Raise vbObjectError + 1, "pregroup", Text(msg)
    Check = Text(StrConv(out, vbUnicode))
End Function

' 到第一个 0 字节为止。
Private Function Text(ByVal buffer As String) As String
    Text = Left$(buffer, InStr(buffer & vbNullChar, vbNullChar) - 1)
End Function
