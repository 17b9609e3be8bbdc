/* The DLLs' own entry: what libxml2 keeps for a thread goes with the thread,
 * and the rest when a host lets go of the DLL (at the end of the process, where
 * `reserved` is set, all goes by itself). */
#include <windows.h>

#include <libxml/parser.h>
#include <libxml/threads.h>

BOOL WINAPI DllMain(HINSTANCE instance, DWORD why, LPVOID reserved);
int XMLCALL xmlDllMain(void *instance, unsigned long why, void *reserved);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD why, LPVOID reserved)
{
    if (why == DLL_PROCESS_DETACH && reserved == NULL)
        xmlCleanupParser();
    return xmlDllMain(instance, why, reserved);
}
