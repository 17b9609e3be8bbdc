/* The DLLs' own entry: what libxml2 keeps for a thread goes with the thread. */
#include <windows.h>

#include <libxml/threads.h>

BOOL WINAPI DllMain(HINSTANCE instance, DWORD why, LPVOID reserved);
BOOL XMLCALL xmlDllMain(HINSTANCE instance, DWORD why, LPVOID reserved);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD why, LPVOID reserved)
{
    return xmlDllMain(instance, why, reserved);
}
